output "redis_url" {
  description = "REDIS_URL of the apps."
  value       = "rediss://:${urlencode(var.auth_token)}@${aws_elasticache_replication_group.this.primary_endpoint_address}:6379"
  sensitive   = true
}

output "replication_group_id" {
  description = "For the alarms."
  value       = aws_elasticache_replication_group.this.replication_group_id
}

output "member_clusters" {
  description = "Ids of the nodes, for the alarms."
  value       = aws_elasticache_replication_group.this.member_clusters
}
