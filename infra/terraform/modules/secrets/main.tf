# The secrets that the External Secrets operator reads (infra/k8s/overlays/prod/external-secrets.yaml). Values are put in by an
# operator, not by Terraform, so that no token stands in a plan or a state:
#   aws secretsmanager put-secret-value --secret-id anankor/prod/worker-tokens --secret-string file://tokens.json
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
  secrets = {
    shared        = "REDIS_URL, LAVALINK_PASSWORD, ADMIN_TOKEN"
    master        = "DISCORD_MASTER_TOKEN"
    worker-tokens = "DISCORD_WORKER_TOKEN_1, _2 and so on"
  }
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.secrets

  name                    = "${var.prefix}/${each.key}"
  description             = "JSON object with ${each.value}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 7
}
