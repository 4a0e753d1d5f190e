"""Floor 3: the tables of forms, cases, drafts, submissions and uploads, with their queries and services."""
