"""Sign-in to both services: the consent in a browser, the tokens in their files, and their renewal."""
