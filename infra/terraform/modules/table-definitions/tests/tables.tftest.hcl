run "names_carry_the_prefix" {
  command = plan

  variables {
    prefix = "test-"
  }

  assert {
    condition     = alltrue([for table in values(output.tables) : startswith(table.name, "test-")])
    error_message = "A table's name lacks the prefix."
  }
}

run "every_key_is_a_declared_attribute" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for table in values(output.tables) : [
        contains(keys(table.attributes), table.hash_key),
        [for index in table.indexes : contains(keys(table.attributes), index.hash_key)],
        [for index in table.indexes : index.range_key == null ? true : contains(keys(table.attributes), index.range_key)],
      ]
    ]))
    error_message = "DynamoDB refuses a key that is no attribute."
  }
}

run "claims_expire_and_pending_ones_are_found" {
  command = plan

  assert {
    condition     = output.tables["claims"].ttl_attribute != null
    error_message = "Claims would pile up."
  }

  assert {
    condition     = contains([for index in output.tables["claims"].indexes : index.name], "pending")
    error_message = "Claims of dead replicas would not be found."
  }
}

run "a_bad_prefix_is_refused" {
  command = plan

  variables {
    prefix = "no spaces"
  }

  expect_failures = [var.prefix]
}
