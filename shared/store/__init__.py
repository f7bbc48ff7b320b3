"""The items that more than one function reads or writes, in DynamoDB."""
