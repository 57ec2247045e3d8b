"""The pages of the import in the browser."""
