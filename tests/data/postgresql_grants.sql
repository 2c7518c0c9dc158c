-- What the app's role needs where the tables belong to another role, the store's owner. The owner
-- makes the store and brings it to a newer version (`python -m core check` with its address).
GRANT USAGE ON SCHEMA public TO slow_time_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO slow_time_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO slow_time_app;
REVOKE UPDATE, DELETE ON audit, share FROM slow_time_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM slow_time_app;
REVOKE INSERT, DELETE ON store_info FROM slow_time_app;
