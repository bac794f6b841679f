-- Run once by Patroni when the cluster is made: the server's own role and database. Mode 600.
CREATE ROLE central LOGIN PASSWORD '$central_password';
ALTER ROLE central SET idle_in_transaction_session_timeout = '60s';
CREATE DATABASE motcua OWNER central TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
REVOKE ALL ON DATABASE motcua FROM PUBLIC;
