DELETE FROM articles WHERE fetched >= $since;
