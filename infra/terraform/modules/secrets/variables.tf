variable "prefix" {
  description = "Path that the secrets' names begin with."
  type        = string
  default     = "anankor/prod"
}

variable "kms_key_arn" {
  description = "Key of your own; null: that of Secrets Manager."
  type        = string
  default     = null
}
