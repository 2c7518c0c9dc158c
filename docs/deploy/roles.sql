-- The roles of one area's store, run by a superuser in its database, once and after each upgrade:
--   psql -d slow_time -v area=dorset -f docs/deploy/roles.sql
-- Two roles must be there: slow_time_owner makes and migrates the tables, slow_time_app is whom the
-- app works as. Names are the area's own where several share a database (-v owner=… -v app=…).
\set ON_ERROR_STOP on
\if :{?area} \else \set area slow_time \endif
\if :{?owner} \else \set owner slow_time_owner \endif
\if :{?app} \else \set app slow_time_app \endif

CREATE SCHEMA IF NOT EXISTS :"area" AUTHORIZATION :"owner";
-- Nobody makes or sees anything in anybody else's.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA :"area" FROM PUBLIC;
ALTER ROLE :"owner" IN DATABASE :"DBNAME" SET search_path = :"area";
ALTER ROLE :"app" IN DATABASE :"DBNAME" SET search_path = :"area";

GRANT USAGE ON SCHEMA :"area" TO :"app";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA :"area" TO :"app";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA :"area" TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA :"area"
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA :"area" GRANT USAGE, SELECT ON SEQUENCES TO :"app";

-- What was done stays on record, also where a trigger were taken away: rows are added, never changed.
SELECT format('REVOKE UPDATE, DELETE, TRUNCATE ON %I.%I FROM %I', schemaname, tablename, :'app')
FROM pg_tables WHERE schemaname = :'area' AND tablename IN ('audit', 'share') \gexec
-- Which release the tables are of, and that this is a store, is the owner's to say.
SELECT format('REVOKE INSERT, UPDATE, DELETE ON %I.alembic_version FROM %I', schemaname, :'app')
FROM pg_tables WHERE schemaname = :'area' AND tablename = 'alembic_version' \gexec
SELECT format('REVOKE INSERT, DELETE ON %I.store_info FROM %I', schemaname, :'app')
FROM pg_tables WHERE schemaname = :'area' AND tablename = 'store_info' \gexec
