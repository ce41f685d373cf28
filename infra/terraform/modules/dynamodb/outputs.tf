output "table_arns" {
  description = "ARN by key of the definition."
  value       = { for key, table in aws_dynamodb_table.this : key => table.arn }
}

output "table_names" {
  description = "Name by key of the definition."
  value       = { for key, table in aws_dynamodb_table.this : key => table.name }
}
