variable "cluster_name" {
  description = "The EKS cluster."
  type        = string
}

variable "namespace" {
  description = "Namespace of infra/k8s/overlays/prod."
  type        = string
  default     = "anankor"
}

variable "service_accounts" {
  description = "Service accounts of infra/k8s/base."
  type        = list(string)
  default     = ["anankor-master", "anankor-worker"]
}

variable "table_arns" {
  description = "Tables that both may read and write."
  type        = map(string)
}
