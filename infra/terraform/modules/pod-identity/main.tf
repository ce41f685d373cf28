# Gives the service accounts of master and worker an AWS role each, by EKS Pod Identity: no keys in the cluster. The cluster
# needs the add-on eks-pod-identity-agent.
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
  resources = flatten([for arn in values(var.table_arns) : [arn, "${arn}/index/*"]])
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "tables" {
  statement {
    sid = "Items"
    actions = [
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ]
    resources = local.resources
  }

  # The start-up check that the tables are there.
  statement {
    sid       = "Check"
    actions   = ["dynamodb:DescribeTable"]
    resources = values(var.table_arns)
  }
}

resource "aws_iam_role" "this" {
  for_each = toset(var.service_accounts)

  name               = "${var.cluster_name}-${each.value}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "tables" {
  for_each = aws_iam_role.this

  name   = "tables"
  role   = each.value.id
  policy = data.aws_iam_policy_document.tables.json
}

resource "aws_eks_pod_identity_association" "this" {
  for_each = aws_iam_role.this

  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = each.key
  role_arn        = each.value.arn
}
