"""Finding and replacing personal data and secrets (`redactor` is the front door); choosing chats (`selection`)."""
