"""The vault as a person uses it: putting exports in, finding chats again, looking after it."""
