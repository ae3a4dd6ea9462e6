DELETE FROM baseline;
