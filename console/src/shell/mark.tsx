/** The mark: two currents. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M3 11c4.5 0 4.5 3 9 3s4.5-3 8.5-3 4.5 3 8.5 3M3 18.5c4.5 0 4.5 3 9 3s4.5-3 8.5-3 4.5 3 8.5 3" />
    </svg>
  );
}
