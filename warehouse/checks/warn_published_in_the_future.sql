SELECT article_id AS what FROM articles WHERE published > fetched + INTERVAL 2 DAY;
