variable "region" {
  description = "AWS_REGION of the apps."
  type        = string
  default     = "eu-central-1"
}

variable "vpc_id" {
  description = "The VPC of the cluster."
  type        = string
}

variable "private_subnet_ids" {
  description = "Private subnets in at least two zones."
  type        = list(string)
}

variable "node_security_group_id" {
  description = "Security group of the cluster's nodes."
  type        = string
}

variable "cluster_name" {
  description = "The EKS cluster."
  type        = string
}

variable "redis_auth_token" {
  description = "Redis password, by TF_VAR_redis_auth_token."
  type        = string
  sensitive   = true
}
