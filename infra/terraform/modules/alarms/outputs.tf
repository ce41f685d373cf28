output "topic_arn" {
  description = "Subscribe whoever is on call."
  value       = aws_sns_topic.this.arn
}
