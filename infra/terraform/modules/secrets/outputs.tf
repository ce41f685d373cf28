output "secret_arns" {
  description = "ARN by name without the prefix; what the External Secrets operator must be allowed to read."
  value       = { for key, secret in aws_secretsmanager_secret.this : key => secret.arn }
}
