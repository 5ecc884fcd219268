"""The manager's board: where people drop out, who is behind, what was lost, what the coupons did."""
