"""Days and hours as the readers of each language write them: a folder per language, read by Django."""
