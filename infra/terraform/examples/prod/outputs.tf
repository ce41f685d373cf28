output "redis_url" {
  description = "Put it into the secret anankor/prod/shared as REDIS_URL."
  value       = module.redis.redis_url
  sensitive   = true
}

output "repository_urls" {
  description = "For scripts/ci/docker-build.mjs --registry and infra/k8s/overlays/prod."
  value       = module.ecr.repository_urls
}

output "alarm_topic_arn" {
  description = "Subscribe whoever is on call."
  value       = module.alarms.topic_arn
}

output "secret_arns" {
  description = "What the External Secrets operator must be allowed to read."
  value       = module.secrets.secret_arns
}
