variable "prefix" {
  description = "What the tables' names begin with; DYNAMODB_TABLE_PREFIX of the apps."
  type        = string
  default     = "anankor-"
}

variable "kms_key_arn" {
  description = "Key of your own; null: DynamoDB's."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the tables."
  type        = bool
  default     = true
}
