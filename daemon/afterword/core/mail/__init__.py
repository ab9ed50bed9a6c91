"""Is a message an answer or automatic, what does it say, and what does it fix; and why."""
