# What Prometheus can't see: AWS's own side of the stores. The product's alerts are Prometheus's.
terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

locals {
  tables = {
    for pair in setproduct(values(var.table_names), ["ThrottledRequests", "SystemErrors"]) :
    "${pair[0]}-${pair[1]}" => { table = pair[0], metric = pair[1] }
  }

  # Threshold in the metric's unit, and which side of it is wrong.
  redis = {
    DatabaseMemoryUsagePercentage = { threshold = 75, statistic = "Maximum", why = "At 100 % Redis refuses writes: it never evicts." }
    Evictions                     = { threshold = 0, statistic = "Sum", why = "Something was evicted although the policy is noeviction." }
    EngineCPUUtilization          = { threshold = 80, statistic = "Average", why = "Redis has one thread; past this everything waits." }
    ReplicationLag                = { threshold = 5, statistic = "Maximum", why = "A fail-over now would lose that many seconds." }
  }

  nodes = {
    for pair in setproduct(var.redis_nodes, keys(local.redis)) :
    "${pair[0]}-${pair[1]}" => merge(local.redis[pair[1]], { node = pair[0], metric = pair[1] })
  }
}

resource "aws_sns_topic" "this" {
  name              = "${var.name}-alarms"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_cloudwatch_metric_alarm" "table" {
  for_each = local.tables

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "Requests to ${each.value.table} fail: ${each.value.metric}. docs/runbooks/dynamodb-slow.md"
  namespace           = "AWS/DynamoDB"
  metric_name         = each.value.metric
  dimensions          = { TableName = each.value.table }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "redis" {
  for_each = local.nodes

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.why} docs/runbooks/dependency-down.md"
  namespace           = "AWS/ElastiCache"
  metric_name         = each.value.metric
  dimensions          = { CacheClusterId = each.value.node }
  statistic           = each.value.statistic
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}
