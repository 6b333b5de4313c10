"""What the screens hold and change, each for one place. Pure of Textual, so that it is tested without a screen."""
