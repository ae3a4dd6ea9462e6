DELETE FROM check_results WHERE found = 0;
