variable "name" {
  description = "Name of the replication group."
  type        = string
}

variable "vpc_id" {
  description = "The VPC of the cluster."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets in at least two zones."
  type        = list(string)
}

variable "client_security_group_ids" {
  description = "Security groups of the nodes that master and worker run on."
  type        = list(string)
}

variable "node_type" {
  description = "Size of each node. Sessions are small; 10,000 guilds with long queues fit into 2 GiB."
  type        = string
  default     = "cache.t4g.medium"
}

variable "replicas" {
  description = "Replicas beside the primary; 0 means no fail-over."
  type        = number
  default     = 1

  validation {
    condition     = var.replicas >= 0 && var.replicas <= 5
    error_message = "0 to 5."
  }
}

variable "auth_token" {
  description = "Redis password, 16 to 128 characters. It ends up in the state: keep that encrypted."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.auth_token) >= 16 && length(var.auth_token) <= 128
    error_message = "16 to 128 characters."
  }
}
