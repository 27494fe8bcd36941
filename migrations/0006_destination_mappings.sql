CREATE TABLE `destination_mapping_versions` (
	`mapping_id` text NOT NULL,
	`version` integer NOT NULL,
	`workspace_id` text NOT NULL,
	`name` text NOT NULL,
	`enabled` integer NOT NULL,
	`trigger` text NOT NULL,
	`mapping` text NOT NULL,
	`created_at` text NOT NULL,
	PRIMARY KEY(`mapping_id`, `version`),
	FOREIGN KEY (`mapping_id`) REFERENCES `destination_mappings`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `destination_mappings` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`source_id` text NOT NULL,
	`destination_id` text NOT NULL,
	`name` text NOT NULL,
	`action` text NOT NULL,
	`enabled` integer NOT NULL,
	`trigger` text NOT NULL,
	`mapping` text NOT NULL,
	`version` integer NOT NULL,
	`position` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`deleted_at` text,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_id`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`destination_id`) REFERENCES `destinations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `destination_mappings_by_destination` ON `destination_mappings` (`destination_id`,`position`);--> statement-breakpoint
CREATE INDEX `destination_mappings_by_source` ON `destination_mappings` (`source_id`);--> statement-breakpoint
ALTER TABLE `destinations` ADD `consent_categories` text DEFAULT '[]' NOT NULL;