"""People who sign in, their roles and sessions, what waits for a second person, and links to set a password."""

from accounts.models.grant import RoleGrant
from accounts.models.link import Link, Purpose
from accounts.models.proposal import Kind, Outcome, Proposal
from accounts.models.session import Session
from accounts.models.user import User

__all__ = ["Kind", "Link", "Outcome", "Proposal", "Purpose", "RoleGrant", "Session", "User"]
