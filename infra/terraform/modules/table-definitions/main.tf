# The tables of packages/storage, in the shape that aws_dynamodb_table takes. No provider: `terraform test` runs anywhere.
terraform {
  required_version = ">= 1.11"
}

variable "prefix" {
  description = "What the tables' names begin with; DYNAMODB_TABLE_PREFIX of the apps."
  type        = string
  default     = "anankor-"

  validation {
    condition     = can(regex("^[\\w.-]{1,100}$", var.prefix))
    error_message = "Letters, digits, dots, dashes and underscores, 100 at most."
  }
}

locals {
  definitions = jsondecode(file("${path.module}/tables.json"))
}

output "tables" {
  description = "By key: name, hash_key, attributes (name => type), indexes and the attribute that items expire by, or null."
  value = {
    for key, table in local.definitions : key => {
      name     = "${var.prefix}${table.name}"
      hash_key = table.partitionKey.name
      attributes = merge(
        { (table.partitionKey.name) = table.partitionKey.type },
        { for index in table.indexes : index.partitionKey.name => index.partitionKey.type },
        { for index in table.indexes : index.sortKey.name => index.sortKey.type if can(index.sortKey.name) },
      )
      indexes = [
        for index in table.indexes : {
          name       = index.name
          hash_key   = index.partitionKey.name
          range_key  = try(index.sortKey.name, null)
          projection = index.projection
        }
      ]
      ttl_attribute = try(table.ttlAttribute, null)
    }
  }
}
