CREATE TABLE `tracking_plan_changelog` (
	`id` text PRIMARY KEY NOT NULL,
	`plan_id` text NOT NULL,
	`at` text NOT NULL,
	`by` text NOT NULL,
	`message` text NOT NULL,
	`via` text NOT NULL,
	`added` integer NOT NULL,
	`changed` integer NOT NULL,
	`removed` integer NOT NULL,
	FOREIGN KEY (`plan_id`) REFERENCES `tracking_plans`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tracking_plan_changelog_by_age` ON `tracking_plan_changelog` (`plan_id`,`at`);--> statement-breakpoint
CREATE TABLE `tracking_plan_changes` (
	`entry_id` text NOT NULL,
	`position` integer NOT NULL,
	`change` text NOT NULL,
	`type` text NOT NULL,
	`key` text NOT NULL,
	`version` integer NOT NULL,
	`previous_key` text,
	`before` text,
	`after` text,
	PRIMARY KEY(`entry_id`, `position`),
	FOREIGN KEY (`entry_id`) REFERENCES `tracking_plan_changelog`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tracking_plan_draft_rules` (
	`plan_id` text NOT NULL,
	`type` text NOT NULL,
	`key` text NOT NULL,
	`version` integer NOT NULL,
	`json_schema` text,
	`previous_key` text,
	`base` text NOT NULL,
	`updated_at` text NOT NULL,
	`updated_by` text NOT NULL,
	PRIMARY KEY(`plan_id`, `type`, `key`, `version`),
	FOREIGN KEY (`plan_id`) REFERENCES `tracking_plans`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tracking_plan_libraries` (
	`plan_id` text NOT NULL,
	`library_id` text NOT NULL,
	`into` text,
	`created_at` text NOT NULL,
	PRIMARY KEY(`plan_id`, `library_id`),
	FOREIGN KEY (`plan_id`) REFERENCES `tracking_plans`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`library_id`) REFERENCES `tracking_plans`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tracking_plan_libraries_by_library` ON `tracking_plan_libraries` (`library_id`);--> statement-breakpoint
CREATE TABLE `tracking_plan_rules` (
	`plan_id` text NOT NULL,
	`type` text NOT NULL,
	`key` text NOT NULL,
	`version` integer NOT NULL,
	`json_schema` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`deprecated_at` text,
	`library_id` text,
	PRIMARY KEY(`plan_id`, `type`, `key`, `version`),
	FOREIGN KEY (`plan_id`) REFERENCES `tracking_plans`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `schema_settings` (
	`source_id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`plan_id` text,
	`enforcement` text NOT NULL,
	`connected_at` text,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`source_id`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`plan_id`) REFERENCES `tracking_plans`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `schema_settings_by_plan` ON `schema_settings` (`plan_id`);--> statement-breakpoint
CREATE TABLE `tracking_plans` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`name` text NOT NULL,
	`slug` text NOT NULL,
	`description` text NOT NULL,
	`type` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`deleted_at` text,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tracking_plans_live_slug` ON `tracking_plans` (`workspace_id`,`slug`) WHERE deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX `tracking_plans_by_age` ON `tracking_plans` (`workspace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `transformations` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`source_id` text NOT NULL,
	`destination_slug` text,
	`name` text NOT NULL,
	`enabled` integer NOT NULL,
	`if` text NOT NULL,
	`parts` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`deleted_at` text,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_id`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `transformations_by_age` ON `transformations` (`workspace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `transformations_by_source` ON `transformations` (`source_id`);