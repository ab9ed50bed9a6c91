"""Who is meant: names of people, companies, jobs and telephone numbers, in titles, texts and addresses."""
