variable "repositories" {
  description = "One for each image."
  type        = list(string)
  default     = ["anankor-master", "anankor-worker"]
}

variable "keep" {
  description = "Images that are kept in each repository."
  type        = number
  default     = 50
}
