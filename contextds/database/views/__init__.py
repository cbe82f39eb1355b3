"""The pages of monitoring, below /admin/monitoring/: one module for each."""
