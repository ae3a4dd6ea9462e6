COPY (SELECT row.* FROM (SELECT unnest(from_json_strict($rows, $structure)) AS row)) TO $target (FORMAT parquet);
