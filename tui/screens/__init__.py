"""The places of the application and its dialogs, one file each."""
