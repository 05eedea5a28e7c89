/** The look of a link in text; buttons that are links are `<Button asChild>`. */
export const textLink = "text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent";
