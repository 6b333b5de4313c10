"""Planning: differences, guards, prices, days, operations, documents."""
