CREATE TABLE `schema_controls` (
	`source_id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`controls` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`source_id`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
