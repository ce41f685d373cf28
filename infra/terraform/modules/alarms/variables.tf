variable "name" {
  description = "What the alarms' names begin with."
  type        = string
}

variable "table_names" {
  description = "DynamoDB tables by key."
  type        = map(string)
}

variable "redis_nodes" {
  description = "Ids of the Redis nodes; known before the plan, since alarms are made for each: <replication group>-001 and so on."
  type        = list(string)
}
