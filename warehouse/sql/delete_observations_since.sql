DELETE FROM observations WHERE article_id IN (SELECT article_id FROM articles WHERE fetched >= $since);
