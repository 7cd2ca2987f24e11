/**
 * The host names of an organisation's OneDrive and SharePoint, in each of Microsoft's clouds; those of the public one stand under
 * “SharePoint Online and OneDrive” in Microsoft's list “Microsoft 365 URLs and IP address ranges” (entry 31).
 */
const DRIVES = /\.(?:sharepoint\.(?:com|us|cn|de)|sharepoint-mil\.us)$/;

/** Whether this is an address in an organisation's OneDrive or SharePoint, to which nobody between can listen. */
export function isDrive({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && DRIVES.test(hostname);
}
