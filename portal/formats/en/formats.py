"""How days and hours are written in English, for families in the United States: the month in words, twelve hours."""

DATE_FORMAT = r"F j, Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = r"F j, Y, g:i A"
