"""RFC 5322 and RFC 5545 at the byte level: parsing what others wrote, rendering what we write. No files, no network."""
