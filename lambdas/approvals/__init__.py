"""The approvals service: what a person has to agree to, who did, and who did not."""
