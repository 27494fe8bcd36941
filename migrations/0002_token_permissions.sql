-- Tokens that could do everything keep doing so; scoped ones existed in tests only.
UPDATE `tokens` SET `permissions` = json_array(json_object('roleId', 'workspace-owner', 'resources', json_array(json_object('id', `workspace_id`, 'type', 'WORKSPACE')), 'labels', json('[]'))) WHERE `grants` LIKE '%"owner"%';--> statement-breakpoint
INSERT INTO `labels` (`workspace_id`, `key`, `value`, `description`, `created_at`) SELECT `id`, 'environment', 'dev', 'Development', `created_at` FROM `workspaces`;--> statement-breakpoint
INSERT INTO `labels` (`workspace_id`, `key`, `value`, `description`, `created_at`) SELECT `id`, 'environment', 'prod', 'Production', `created_at` FROM `workspaces`;
