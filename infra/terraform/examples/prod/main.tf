# One environment on an existing VPC and EKS cluster. Copy the folder, change the values, add your backend.
terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { application = "anankor", environment = "prod" }
  }
}

locals {
  name           = "anankor-prod"
  redis_replicas = 1
}

module "dynamodb" {
  source = "../../modules/dynamodb"
}

module "redis" {
  source = "../../modules/elasticache"

  name                      = local.name
  vpc_id                    = var.vpc_id
  subnet_ids                = var.private_subnet_ids
  client_security_group_ids = [var.node_security_group_id]
  replicas                  = local.redis_replicas
  auth_token                = var.redis_auth_token
}

module "secrets" {
  source = "../../modules/secrets"
}

module "ecr" {
  source = "../../modules/ecr"
}

module "pod_identity" {
  source = "../../modules/pod-identity"

  cluster_name = var.cluster_name
  table_arns   = module.dynamodb.table_arns
}

module "alarms" {
  source = "../../modules/alarms"

  name        = local.name
  table_names = module.dynamodb.table_names
  redis_nodes = [for number in range(1, local.redis_replicas + 2) : format("%s-%03d", local.name, number)]
}
