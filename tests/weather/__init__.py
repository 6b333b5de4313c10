"""Every read of every command in bad weather: a raw front that fails as networks do, before the local services."""
