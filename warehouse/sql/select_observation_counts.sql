SELECT indicator, kind, count(*) AS observations FROM observations GROUP BY indicator, kind;
