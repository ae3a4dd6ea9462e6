-- How an answer was packed (Content-Encoding), and the character encoding that its header named.
ALTER TABLE fetches ADD COLUMN packing VARCHAR;
ALTER TABLE fetches ADD COLUMN charset VARCHAR;
